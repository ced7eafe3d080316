"""How the supervisor starts a part: `python -m evenhand.house PIPE COMMAND …`."""

import sys

from evenhand.house.command import main
from evenhand.house.supervisor import follow_parent

if __name__ == "__main__":
    follow_parent(int(sys.argv.pop(1)))
    main()
