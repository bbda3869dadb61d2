"""The Export Administration Regulations of the United States."""
