"""Surgery on a .tflite graph: fold constants, name operators, drop outputs, sign, write.

Everything works in place on the object form of the flatbuffer (`ModelT` of the generated schema). Graphs here
have one subgraph; the runtime is used only to evaluate constant operators.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, OpResolverType

Model: TypeAlias = Any
"""`schema.ModelT`; the generated module has no types."""

SIGNATURE = "pose"
"""Key of the one signature that `sign` adds."""

_IDENTIFIER = b"TFL3"
_ALIGNMENT = 16
_OPERATORS = {value: name for name, value in vars(schema.BuiltinOperator).items() if isinstance(value, int)}


def read(data: bytes) -> Model:
    """The object form of a .tflite file.

    Raises:
        ValueError: not a .tflite file, or not one of a single subgraph.
    """
    if data[4:8] != _IDENTIFIER:
        raise ValueError("not a .tflite file: the identifier TFL3 is not there")
    model = schema.ModelT.InitFromPackedBuf(data, 0)
    if len(model.subgraphs) != 1:
        raise ValueError(f"expected one subgraph, found {len(model.subgraphs)}")
    for buffer in model.buffers:
        if buffer.offset > 1:  # large models keep their data behind the flatbuffer
            buffer.data = np.frombuffer(data, np.uint8, buffer.size, buffer.offset)
        buffer.offset = buffer.size = 0
    return model


class _AlignedBuffer(schema.BufferT):  # type: ignore[misc]
    """Packs its bytes on a 16-byte boundary, as the schema demands and the generated code forgets."""

    def Pack(self, builder: Any) -> int:  # noqa: N802 - the generated code calls it so
        data = np.asarray(self.data, dtype=np.uint8).tobytes()
        builder.StartVector(1, len(data), _ALIGNMENT)
        builder.head -= len(data)
        builder.Bytes[builder.head : builder.head + len(data)] = data
        vector = builder.EndVector()
        schema.BufferStart(builder)
        schema.BufferAddData(builder, vector)
        return int(schema.BufferEnd(builder))


def write(model: Model) -> bytes:
    """The .tflite file of ``model``: constants inside the flatbuffer and aligned; same model, same bytes."""
    buffers = model.buffers
    try:
        model.buffers = [_packed(buffer) for buffer in buffers]
        builder = flatbuffers.Builder(1 << 20)
        builder.Finish(model.Pack(builder), _IDENTIFIER)
    finally:
        model.buffers = buffers
    return bytes(builder.Output())


def _packed(buffer: Any) -> Any:
    if buffer.data is None or len(buffer.data) == 0:
        return schema.BufferT()
    return _AlignedBuffer(data=buffer.data)


def operator_name(model: Model, operator: Any) -> str:
    """What ``operator`` is, as the schema calls it: ``CONV_2D``."""
    code = model.operatorCodes[operator.opcodeIndex]
    name: str = _OPERATORS[max(code.builtinCode, code.deprecatedBuiltinCode)]
    return name


def add_activation(model: Model, shape: Sequence[int], name: str) -> int:
    """A new float32 activation; its number."""
    tensor = schema.TensorT()
    tensor.shape, tensor.type = np.array(shape, np.int32), schema.TensorType.FLOAT32
    tensor.buffer, tensor.name = 0, name.encode()
    model.subgraphs[0].tensors.append(tensor)
    return len(model.subgraphs[0].tensors) - 1


def add_constant(model: Model, values: np.ndarray[Any, np.dtype[np.float32]], name: str) -> int:
    """A new float32 tensor that holds ``values``; its number."""
    index = add_activation(model, values.shape, name)
    set_constant(model, index, values)
    return index


def set_constant(model: Model, tensor: int, values: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    """Let tensor number ``tensor`` hold ``values``, in a buffer of its own."""
    model.buffers.append(schema.BufferT(data=np.frombuffer(values.tobytes(), np.uint8)))
    model.subgraphs[0].tensors[tensor].buffer = len(model.buffers) - 1


def code(model: Model, kind: str) -> int:
    """Number of the operator code ``kind`` (as `operator_name`), added where it is new."""
    wanted = getattr(schema.BuiltinOperator, kind)
    for index, known in enumerate(model.operatorCodes):
        if max(known.builtinCode, known.deprecatedBuiltinCode) == wanted:
            return index
    added = schema.OperatorCodeT()
    added.builtinCode = added.deprecatedBuiltinCode = wanted
    added.version = 1
    model.operatorCodes.append(added)
    return len(model.operatorCodes) - 1


def constant(model: Model, tensor: int) -> bool:
    """Whether tensor number ``tensor`` holds data of its own."""
    data = model.buffers[model.subgraphs[0].tensors[tensor].buffer].data
    return data is not None and len(data) > 0


def fold(model: Model) -> None:
    """Replace every operator that has only constant inputs by its result.

    Here these are DEQUANTIZE (float16 weights) and DENSIFY (sparse weights): weights become plain float32,
    each operator's its own.
    """
    graph = model.subgraphs[0]
    known = {index for index in range(len(graph.tensors)) if constant(model, index)}
    folded = []
    for operator in graph.operators:
        if all(int(index) in known for index in operator.inputs if index >= 0):
            folded.append(operator)
            known.update(int(index) for index in operator.outputs)
    if not folded:
        return
    wanted = [int(index) for operator in folded for index in operator.outputs]
    for index, value in zip(wanted, _evaluate(write(model), wanted), strict=True):
        model.buffers.append(schema.BufferT(data=np.frombuffer(value.tobytes(), np.uint8)))
        graph.tensors[index].buffer = len(model.buffers) - 1
        graph.tensors[index].quantization = None
    done = {id(operator) for operator in folded}
    graph.operators = [operator for operator in graph.operators if id(operator) not in done]
    prune(model)
    _unshare(model)


def _unshare(model: Model) -> None:
    """Give each operator constants of its own where converters let two share them, say, biases of nothing."""
    tensors, taken = model.subgraphs[0].tensors, set[int]()
    for operator in model.subgraphs[0].operators:
        own = []
        for index in map(int, operator.inputs):
            if index in taken:
                tensors.append(copy.copy(tensors[index]))
                tensors[-1].name = b"%s;%d" % (tensors[index].name, len(tensors) - 1)
                own.append(len(tensors) - 1)
            else:
                own.append(index)
                if index >= 0 and constant(model, index):
                    taken.add(index)
        operator.inputs = np.array(own, dtype=np.int32)


def _evaluate(data: bytes, tensors: Sequence[int]) -> list[np.ndarray[Any, Any]]:
    interpreter = Interpreter(
        model_content=data,
        num_threads=1,
        experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    interpreter.invoke()
    return [interpreter.get_tensor(index) for index in tensors]


def name_operators(model: Model) -> list[str]:
    """Name each operator's output after its position, ``op007_pad``, and return these names in order.

    The published names repeat and overlap; a recipe needs names that say exactly one thing.
    """
    graph = model.subgraphs[0]
    names = []
    for position, operator in enumerate(graph.operators):
        name = f"op{position:03d}_{operator_name(model, operator).lower()}"
        names.append(name)
        for place, index in enumerate(operator.outputs):
            graph.tensors[index].name = (name if place == 0 else f"{name}_{place}").encode()
    return names


def keep_outputs(model: Model, kept: Sequence[int]) -> None:
    """Keep only the outputs number ``kept``, in that order, and the operators they need."""
    graph = model.subgraphs[0]
    graph.outputs = np.array([graph.outputs[index] for index in kept], dtype=np.int32)
    model.signatureDefs = None
    prune(model)


def prune(model: Model) -> None:
    """Remove the operators that no output needs, then tensors, buffers and operator codes without use."""
    graph = model.subgraphs[0]
    needed = {int(index) for index in graph.outputs}
    operators = []
    for operator in reversed(graph.operators):
        if any(int(index) in needed for index in operator.outputs):
            operators.append(operator)
            needed.update(int(index) for index in operator.inputs if index >= 0)
    graph.operators = operators[::-1]
    needed.update(int(index) for index in graph.inputs)
    needed.update(int(index) for operator in graph.operators for index in operator.outputs)
    _renumber_tensors(model, sorted(needed))
    _renumber_buffers(model)
    _renumber_codes(model)


def _renumber_tensors(model: Model, kept: Sequence[int]) -> None:
    graph = model.subgraphs[0]
    place = {old: new for new, old in enumerate(kept)} | {-1: -1}
    graph.tensors = [graph.tensors[old] for old in kept]

    def moved(indices: Any) -> Any:
        return np.array([place[int(index)] for index in indices], dtype=np.int32)

    graph.inputs, graph.outputs = moved(graph.inputs), moved(graph.outputs)
    for operator in graph.operators:
        operator.inputs, operator.outputs = moved(operator.inputs), moved(operator.outputs)
    for signature in model.signatureDefs or []:
        for item in [*signature.inputs, *signature.outputs]:
            item.tensorIndex = place[item.tensorIndex]


def _renumber_buffers(model: Model) -> None:
    """Buffer 0 stays the empty one, by convention; metadata (notes for converters) goes."""
    model.metadata, model.metadataBuffer = None, None
    buffers, place = [schema.BufferT()], {0: 0}
    for tensor in model.subgraphs[0].tensors:
        if tensor.buffer not in place:
            data = model.buffers[tensor.buffer].data
            empty = data is None or len(data) == 0
            place[tensor.buffer] = 0 if empty else len(buffers)
            if not empty:
                buffers.append(model.buffers[tensor.buffer])
        tensor.buffer = place[tensor.buffer]
    model.buffers = buffers


def _renumber_codes(model: Model) -> None:
    operators = model.subgraphs[0].operators
    used = sorted({operator.opcodeIndex for operator in operators})
    model.operatorCodes = [model.operatorCodes[index] for index in used]
    for operator in operators:
        operator.opcodeIndex = used.index(operator.opcodeIndex)


def sign(model: Model, outputs: Mapping[str, int]) -> None:
    """Add the signature `SIGNATURE`: input ``image``, and ``outputs`` as name to place among the outputs."""
    graph = model.subgraphs[0]
    signature = schema.SignatureDefT()
    signature.signatureKey = SIGNATURE.encode()
    signature.subgraphIndex = 0
    signature.inputs = [_named("image", graph.inputs[0])]
    signature.outputs = [_named(name, graph.outputs[place]) for name, place in outputs.items()]
    model.signatureDefs = [signature]


def name_ports(model: Model, outputs: Mapping[str, int]) -> None:
    """Call the input and output tensors by their signature names, for readers that know no signatures."""
    graph = model.subgraphs[0]
    graph.tensors[graph.inputs[0]].name = b"image"
    for name, place in outputs.items():
        graph.tensors[graph.outputs[place]].name = name.encode()


def _named(name: str, index: Any) -> Any:
    item = schema.TensorMapT()
    item.name, item.tensorIndex = name.encode(), int(index)
    return item
