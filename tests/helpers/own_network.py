"""An atlas of a user: the packaged network with one body of its own, a leg without a picture."""

from pathlib import Path

from tests.helpers.tables import Tables

NOTE = "assumption,Chosen for this test."
MECHANICS = "1,0.09,0.004"
JOINTS = (
    ("hip", "flexion", "knee", 0.35, 0.95),
    ("hip", "rotation", "knee", 0.35, 0.95),
    ("knee", "flexion", "ankle", 0.42, 0.5),
    ("ankle", "flexion", "", 0.35, 0.1),
)
MUSCLES = (
    ("iliopsoas", "hip", "flexion", 1),
    ("gluteus", "hip", "flexion", -1),
    ("rotator_in", "hip", "rotation", 1),
    ("rotator_out", "hip", "rotation", -1),
    ("quadriceps", "knee", "flexion", 1),
    ("hamstring", "knee", "flexion", -1),
    ("tibialis", "ankle", "flexion", 1),
    ("calf", "ankle", "flexion", -1),
)


def write_atlas(folder: Path) -> Path:
    """Write the atlas; returns its folder."""
    tables = Tables(folder)
    for table in (folder / "bodies").glob("*.csv"):
        table.unlink()
    files = {
        "bodies": ["body,title,agonist,sentence", "leg,Leg,quadriceps,A leg from hip to ankle."],
        "leg_joints": [
            "joint,dof,name,neighbours,stiffness,damping,inertia,x,y,source,note",
            *(
                f"{joint},{dof},{dof} of the {joint},{beside},{MECHANICS},{x},{y},{NOTE}"
                for joint, dof, beside, x, y in JOINTS
            ),
        ],
        "leg": [
            "muscle,name,side,joint,dof,moment_arm,group,source,note",
            *(
                f"{key},{key.replace('_', ' ')},,{joint},{dof},{arm},mover,{NOTE}"
                for key, joint, dof, arm in MUSCLES
            ),
        ],
    }
    for name, lines in files.items():
        (folder / "bodies" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tables.folder
