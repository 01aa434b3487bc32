"""The facilitator's desk: planning a meeting, the console, and the pages of one task each."""
