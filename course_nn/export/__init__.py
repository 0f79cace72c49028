"""Files that others read: a network as ONNX."""

from .to_onnx import export_onnx

__all__ = ["export_onnx"]
