"""The residents' door: everything a phone in the hall can do, without any script too."""
