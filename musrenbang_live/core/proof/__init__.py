"""What is published so that a vote can be checked without trusting whoever held it.

The public log, its Merkle root, signed checkpoints and the bundle; `verifying` reads them back.
How they fit together, and what they prove, is told in docs/proof.md.
"""
