"""What is known of the link, told to the core when it changes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from warehouse_tui.services.events import Event, LinkChanged
from warehouse_tui.services.ports import Clock, LinkStatus


class LinkState:
    """Written by the sync thread; `status` may be read by any thread."""

    def __init__(self, clock: Clock, post: Callable[[Event], None], alarm_after_s: float) -> None:
        self._clock, self._post = clock, post
        self._alarm_after = timedelta(seconds=alarm_after_s)
        self.status = LinkStatus(online=False, since=None, unsent=0, last_sync=None)

    def up(self, unsent: int, oldest_wall: int | None, refused: str) -> None:
        """Say that the centre answered. `oldest_wall`: microseconds, of the oldest fact that it does not hold."""
        now = self._clock.now()
        alarm = refused
        if not alarm and oldest_wall is not None:
            age = now - datetime.fromtimestamp(oldest_wall / 1_000_000, UTC)
            if age > self._alarm_after:
                alarm = f"facts are not getting through for {age.total_seconds():.0f} s although the centre answers"
        self._set(LinkStatus(True, self._since(True), unsent, now, alarm))

    def down(self, unsent: int, alarm: str) -> None:
        """Say that the centre does not answer, or that something else stops the exchange (`alarm`)."""
        self._set(LinkStatus(False, self._since(False), unsent, self.status.last_sync, alarm))

    def _since(self, online: bool) -> datetime:
        if self.status.since is not None and self.status.online is online:
            return self.status.since
        return self._clock.now()

    def _set(self, status: LinkStatus) -> None:
        before, self.status = self.status, status
        shown = (status.online, status.since, status.unsent, status.alarm)
        if shown != (before.online, before.since, before.unsent, before.alarm):
            self._post(LinkChanged(status))
