"""The pose model's two networks as the one file that MediaPipe's Tasks API loads."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

DETECTOR, LANDMARKS = "pose_detector.tflite", "pose_landmarks_detector.tflite"


def build_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """A pose landmarker bundle (.task) from the detector and the landmark model of MediaPipe's wheel.

    The detector says already how its input is normalised. The landmark model does not, and the Tasks API refuses it
    without: its pixels are divided by 255. The same models give the same bytes whenever and wherever this is done.
    """
    models = {
        DETECTOR: detector,
        LANDMARKS: _with_metadata(landmarks, mean=0.0, std=255.0),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as bundle:
        for name, model in models.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # else the bytes would differ between Windows and the rest
            # MediaPipe maps the models into memory where they lie, so each starts at a multiple of 4: an extra field in
            # its header (2 bytes of id, 2 of length, zeros) takes up the slack. A plain header has 30 bytes and the name.
            slack = -(content.tell() + 30 + len(name) + 4) % 4
            info.extra = struct.pack("<HH", 0xFFFF, slack) + bytes(slack)
            bundle.writestr(info, model)
    return content.getvalue()


def _with_metadata(model: bytes, mean: float, std: float) -> bytes:
    """The TFLite model with metadata saying that its input is an RGB image, normalised by (pixel - mean) / std."""
    import numpy as np

    # Only the file formats, to write them; the models are run in landmarker.py and nowhere else.
    from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
    from mediapipe.tasks.metadata import schema_py_generated as model_schema

    tree: Any = model_schema.ModelT.InitFromObj(model_schema.Model.GetRootAs(model, 0))
    metadata = _packed(_image_input(metadata_schema, mean, std), b"M001")
    tree.buffers.append(_filled(model_schema.BufferT, data=np.frombuffer(metadata, np.uint8)))
    tree.metadata.append(_filled(model_schema.MetadataT, name="TFLITE_METADATA", buffer=len(tree.buffers) - 1))
    return _packed(tree, b"TFL3")


def _image_input(schema: Any, mean: float, std: float) -> Any:
    """TFLite metadata of a model with one input, an RGB image."""
    unit = _filled(
        schema.ProcessUnitT,
        optionsType=schema.ProcessUnitOptions.NormalizationOptions,
        options=_filled(schema.NormalizationOptionsT, mean=[mean], std=[std]),
    )
    content = _filled(
        schema.ContentT,
        contentPropertiesType=schema.ContentProperties.ImageProperties,
        contentProperties=_filled(schema.ImagePropertiesT, colorSpace=schema.ColorSpaceType.RGB),
    )
    tensor = _filled(schema.TensorMetadataT, name="image", content=content, processUnits=[unit])
    subgraph = _filled(schema.SubGraphMetadataT, inputTensorMetadata=[tensor])
    return _filled(schema.ModelMetadataT, subgraphMetadata=[subgraph])


def _filled(kind: Any, **fields: Any) -> Any:
    table = kind()
    for name, value in fields.items():
        setattr(table, name, value)
    return table


def _packed(table: Any, identifier: bytes) -> bytes:
    import flatbuffers

    builder = flatbuffers.Builder()
    builder.Finish(table.Pack(builder), identifier)
    return bytes(builder.Output())
