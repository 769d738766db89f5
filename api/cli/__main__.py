"""`python -m api.cli COMMAND`."""

from __future__ import annotations

import sys

from api.cli import main
from api.config import MissingSetting

try:
    main()
except MissingSetting as missing:
    sys.exit(str(missing))
