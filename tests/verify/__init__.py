"""The two verifiers that share no code with the program: `static/verify.py` and the browser's."""
