"""A tiny network with everything the surgery meets: float16 constants, a shared bias, an addition, two outputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

schema = pytest.importorskip("ai_edge_litert.schema_py_generated", reason="needs ai-edge-litert")

CHANNELS = 6


class Drawing:
    """Puts a graph together tensor by tensor."""

    def __init__(self) -> None:
        self.model = schema.ModelT()
        self.model.version = 3
        self.model.buffers = [schema.BufferT()]
        self.model.operatorCodes = []
        self.graph = schema.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.model.subgraphs = [self.graph]

    def tensor(self, shape: tuple[int, ...], values: np.ndarray | None = None) -> int:
        tensor = schema.TensorT()
        tensor.shape = np.array(shape, np.int32)
        tensor.name = b"t%d" % len(self.graph.tensors)
        tensor.type = schema.TensorType.FLOAT32
        if values is not None:
            if values.dtype == np.float16:
                tensor.type = schema.TensorType.FLOAT16
            self.model.buffers.append(schema.BufferT(data=np.frombuffer(values.tobytes(), np.uint8)))
            tensor.buffer = len(self.model.buffers) - 1
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def operator(self, kind: str, inputs: list[int], output: int, options: Any = None) -> None:
        code = schema.OperatorCodeT()
        code.builtinCode = getattr(schema.BuiltinOperator, kind)
        code.deprecatedBuiltinCode = code.builtinCode
        code.version = 3 if kind == "DEQUANTIZE" else 1
        self.model.operatorCodes.append(code)
        operator = schema.OperatorT()
        operator.opcodeIndex = len(self.model.operatorCodes) - 1
        operator.inputs, operator.outputs = np.array(inputs, np.int32), np.array([output], np.int32)
        if options is not None:
            operator.builtinOptions = options
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__[:-1])
        self.graph.operators.append(operator)

    def half(self, values: np.ndarray) -> int:
        """A constant stored as float16 behind DEQUANTIZE."""
        stored = self.tensor(values.shape, values.astype(np.float16))
        plain = self.tensor(values.shape)
        self.operator("DEQUANTIZE", [stored], plain)
        return plain

    def convolution(self, source: int, kernel: int, bias: int, relu6: bool, depthwise: bool = False) -> int:
        options = schema.DepthwiseConv2DOptionsT() if depthwise else schema.Conv2DOptionsT()
        options.strideH = options.strideW = 1
        options.dilationHFactor = options.dilationWFactor = 1
        if depthwise:
            options.depthMultiplier = 1
        options.padding = schema.Padding.SAME
        activation = schema.ActivationFunctionType
        options.fusedActivationFunction = activation.RELU6 if relu6 else activation.NONE
        shape = self.graph.tensors[kernel].shape
        channels = int(shape[3] if depthwise else shape[0])
        result = self.tensor((1, 8, 8, channels))
        kind = "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D"
        self.operator(kind, [source, kernel, bias], result, options)
        return result

    def add(self, a: int, b: int) -> int:
        result = self.tensor(tuple(self.graph.tensors[a].shape))
        self.operator("ADD", [a, b], result, schema.AddOptionsT())
        return result


def published() -> Any:
    """As published models come: (1, 8, 8, 3) in, ``near`` and ``far`` (1, 8, 8, 4 and 2) out."""
    random = np.random.default_rng(7)
    drawing = Drawing()
    image = drawing.tensor((1, 8, 8, 3))
    wide = random.normal(size=(CHANNELS, 3, 3, 3)) * np.array([1, 0.01, 3, 0.1, 1, 0.5])[:, None, None, None]
    bias = drawing.half(np.zeros(CHANNELS))
    stem = drawing.convolution(image, drawing.half(wide), bias, relu6=False)
    inner = drawing.convolution(
        stem, drawing.half(random.normal(size=(1, 3, 3, CHANNELS))), bias, relu6=True, depthwise=True
    )
    back = drawing.convolution(inner, drawing.half(random.normal(size=(CHANNELS, 1, 1, CHANNELS))), bias, relu6=False)
    total = drawing.add(stem, back)
    outputs = [
        drawing.convolution(
            total, drawing.half(random.normal(size=(size, 1, 1, CHANNELS))), drawing.half(np.ones(size)), relu6=False
        )
        for size in (4, 2)
    ]
    drawing.graph.inputs = np.array([image], np.int32)
    drawing.graph.outputs = np.array(outputs, np.int32)
    return drawing.model


def run(data: bytes, image: np.ndarray) -> list[np.ndarray]:
    """All outputs of the model ``data`` for ``image``, in order."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=data, num_threads=1)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
    interpreter.invoke()
    return [interpreter.get_tensor(item["index"]).copy() for item in interpreter.get_output_details()]
