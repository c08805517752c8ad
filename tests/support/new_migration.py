"""Write the next migration from what the schema has and the migrations do not: `python -m tests.support.new_migration`.

With `--initial` the first one is written anew, which is right only as long as nobody has a database. It works on
PostgreSQL: SQLite cannot tell which indexes over expressions it has.
"""

import subprocess
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

from tests.support.postgres import postgres_server
from warehouse_tui.store import migrations
from warehouse_tui.store.central.engine import connect, writing
from warehouse_tui.store.migrations import REVISIONS

FOLDER = Path(migrations.__file__).parent
PROTECTED = ("fact", "move", "decision")


def write(message: str, number: int) -> Path:
    """Write the migration `number` and return its file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    with postgres_server() as server:
        engine = connect(server.url(server.create_database()))
        with writing(engine) as connection:
            config.attributes["connection"] = connection
            if number > 1:
                command.upgrade(config, "head")
            script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()
    assert script is not None and not isinstance(script, list)
    return Path(script.path)


def write_initial() -> Path:
    """Write the first migration anew, with the triggers that no comparison finds."""
    for old in (FOLDER / "versions").glob("0001_*.py"):
        old.unlink()
    file = write("Every table", 1)
    text = file.read_text().replace(
        "from alembic import op\n",
        "from alembic import op\n\nfrom warehouse_tui.store.migrations.append_only import protect\n",
    )
    file.write_text(f"{text.rstrip()}\n    protect({', '.join(map(repr, PROTECTED))})\n")
    return file


def main() -> None:
    """Write what the arguments ask for and print where."""
    [message] = sys.argv[1:] or sys.exit(str(__doc__))
    file = write_initial() if message == "--initial" else write(message, len(REVISIONS) + 1)
    file.write_text("".join(line for line in file.open() if "# ###" not in line))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=120", file], check=True)
    print(file)


if __name__ == "__main__":
    main()
