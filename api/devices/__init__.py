"""Devices: what an officer holds or drives with, whether it can be reached, and how."""
