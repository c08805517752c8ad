"""Textual's terminal driver, made to survive every byte that a keyboard or a scanner can send."""

import os
import selectors
from codecs import getincrementaldecoder

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

_READ_BYTES = 4096
_POLL_S = 0.1


class FloorDriver(LinuxDriver):
    """Reads input as UTF-8 in which a wrong byte becomes U+FFFD.

    Textual's own reader decodes strictly: one byte 0xE9, from a scanner set to Latin-1, would end the program.
    """

    def run_input_thread(self) -> None:
        """Read and parse input until the program ends."""
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        parser = XTermParser(self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                data = os.read(self.fileno, _READ_BYTES) if selector.select(_POLL_S) else None
                if data == b"":  # the terminal is gone; a hang-up signal follows
                    self.exit_event.wait(_POLL_S)
                # Half a character waits for its rest, but not for the next code. Nothing is the parser's end of file.
                text = decode(data or b"", data is None)
                for event in parser.feed(text) if text else ():
                    self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
