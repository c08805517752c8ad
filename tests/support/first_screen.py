"""Start a program in a terminal, wait for its first screen, and leave: `first_screen.py TEXT COMMAND...`.

Prints the screen. The exit status is 1 where TEXT did not come in time, or the program did not end when asked to.
"""

import argparse
import subprocess
import sys
from pathlib import Path

# A script has only its own folder on the path.
sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.support.terminal import Terminal


def main() -> int:
    """Run the command line's program until its first screen, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--columns", type=int, default=80)
    parser.add_argument("--rows", type=int, default=24)
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds until TEXT must be there")
    parser.add_argument("--cwd", type=Path, help="the folder to run in")
    parser.add_argument("--quit", default="ctrl+q", help="the key that ends the program")
    parser.add_argument("--again", help="the text on which the key is pressed once more")
    parser.add_argument("text")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    with Terminal(given.command, columns=given.columns, rows=given.rows, cwd=given.cwd) as terminal:
        try:
            print("\n".join(terminal.wait_for(given.text, given.timeout)))
            terminal.press(given.quit)
            if given.again:
                terminal.wait_for(given.again, given.timeout)
                terminal.press(given.quit)
            terminal.wait_exit()
        except AssertionError as failure:
            print(failure, file=sys.stderr)
            return 1
        except subprocess.TimeoutExpired:
            print(f"{given.quit} did not end the program:", *terminal.screen(), sep="\n", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
