/** Our mark: the blue lamp over a station door. */
export function Lamp() {
  return (
    <svg class="lamp" viewBox="0 0 48 48" aria-hidden="true">
      <path class="lamp-iron" d="M22 3h4v5h-4zM14 8h20l3 5H11zM13 38h22l-4 5H17z" />
      <path class="lamp-glass" d="M12 13h24l-3 25H15z" />
      <path class="lamp-light" d="M21 18h6l1 14h-8z" />
    </svg>
  );
}
