"""The ground the app stands on: its packages, its own PostgreSQL with PostGIS, its front end, and how it is started.

Everything here runs on the system's own python3 with the standard library alone, because it is what brings the rest.
docs/running.md tells the same story for the person at the terminal.
"""
