"""The locks: what pyproject.toml asks for, in exact versions and hashes, for every platform, without an address."""
