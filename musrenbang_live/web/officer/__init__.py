"""The desks of offices outside meetings: proposals, questions and reports that wait for them."""
