"""Policy-as-code for export controls on computing hardware."""
