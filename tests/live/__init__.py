"""The live ring: frames, screens, bells, the writer, the sequencer, rooms and hubs."""
