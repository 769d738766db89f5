import { Component, type ComponentChild } from "preact";

function differs(one: object, other: object): boolean {
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return true;
  return keys.some((key) => !Object.is(one[key as never], other[key as never]));
}

/** A row that is drawn again only when one of its properties is another: a thousand rows tick every second. */
export function still<Props extends object>(draw: (props: Props) => ComponentChild) {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return differs(this.props, next);
    }

    override render(): ComponentChild {
      return draw(this.props);
    }
  };
}
