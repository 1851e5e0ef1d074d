"""The outer edge of a node's loops: the one of all programs."""

from kula.protocol.program.edge import Edge as Edge
from kula.protocol.program.edge import Subject as Subject
