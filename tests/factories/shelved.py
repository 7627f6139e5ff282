"""Series on a shelf, made of synthetic objects without going through the route."""

import copy
import io
import json
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from PIL import Image
from pydicom.dataset import Dataset

from readingroom.archive.models import Instance, Series
from readingroom.imaging.dicomjson import dataset_to_json
from readingroom.imaging.writing import write_part10
from readingroom.storage.filesystem import FilesystemBlobStore
from readingroom.storage.packs import PackedInstance, write_pack
from readingroom.storage.series_index import SeriesIndex
from readingroom.storage.shelf import SeriesFiles, SeriesShelf
from tests.factories.dicom import ct_slice

HTJ2K = "1.2.840.10008.1.2.4.201"


def jpeg(side: int = 64) -> bytes:
    """A grey picture."""
    target = io.BytesIO()
    Image.new("L", (side, side), 90).save(target, "JPEG")
    return target.getvalue()


def shelve(data: Path, study: str, series: str, slices: int = 2, **fields: Any) -> list[Dataset]:
    """Put a series of CT slices on the shelf of ``data``, as if it had been filed.

    Returns:
        the objects as they were before they were encoded.
    """
    made = []
    packed, metadata = [], []
    for number in range(1, slices + 1):
        ds = ct_slice(
            number=number,
            StudyInstanceUID=study,
            SeriesInstanceUID=series,
            SOPInstanceUID=f"{series}.{number}",
            **fields,
        )
        ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
        made.append(ds)
        header = Dataset({tag: ds[tag] for tag in ds.keys() if tag != 0x7FE00010})  # noqa: SIM118
        header.file_meta = copy.deepcopy(ds.file_meta)
        header.file_meta.TransferSyntaxUID = HTJ2K
        values = np.frombuffer(ds.PixelData, "<i2").reshape(ds.Rows, ds.Columns)
        packed.append(
            PackedInstance(
                sop_instance_uid=ds.SOPInstanceUID,
                transfer_syntax=HTJ2K,
                media_type="image/jphc",
                header=write_part10(header),
                frames=(imagecodecs.htj2k_encode(values, reversible=True),),
                previews=(jpeg(),),
            )
        )
        metadata.append(dataset_to_json(header))
    entries = write_pack(FilesystemBlobStore(data / "blobs"), packed)
    SeriesShelf(data / "series").publish(
        SeriesFiles(
            index=SeriesIndex(study, series, entries),
            metadata=json.dumps(metadata).encode(),
            stacks=b'{"version": 1, "stacks": []}',
            thumbnail=jpeg(32),
        )
    )
    return made


def shelve_row(data: Path, series: Series, slices: int = 2, **fields: Any) -> list[Dataset]:
    """The same for a series that has a row already, which gets those of its instances."""
    study, uid = series.study.study_instance_uid, series.series_instance_uid
    made = shelve(data, study, uid, slices, **{"Modality": series.modality, **fields})
    for ds in made:
        Instance.objects.create(
            sop_instance_uid=ds.SOPInstanceUID,
            sop_class_uid=ds.SOPClassUID,
            series=series,
            source_digest=f"{ds.SOPInstanceUID}-source",
            content_digest=f"{ds.SOPInstanceUID}-content",
            number=ds.InstanceNumber,
            frame_count=1,
            pack_key="0" * 64,
        )
    Series.objects.filter(pk=series.pk).update(instance_count=slices)
    return made
