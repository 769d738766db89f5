"""The doors of notices: commands only. Boards and crews are told by their feeds."""

from api.auth import guards
from api.commands.registry import command
from api.notices import schemas, service, taken
from api.units import taking

command("send_notice", schemas.SendNotice, guards.control, service.send_notice)
command("withdraw_notice", schemas.WithdrawNotice, guards.control, service.withdraw_notice)
command("acknowledge_notice", schemas.OfNotice, guards.control, service.acknowledge_notice)
command("mark_notice_shown", schemas.ReadNotice, guards.officer, service.mark_notice_shown)
command("read_notice", schemas.ReadNotice, guards.officer, service.read_notice)

taking.when_vehicle_is_taken(taken.tell)
