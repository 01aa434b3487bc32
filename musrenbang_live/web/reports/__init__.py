"""Aspirasi dan keluhan: sent from a phone without an account, followed by number or link."""
