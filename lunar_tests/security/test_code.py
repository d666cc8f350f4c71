"""What the code of the package never does, read from its syntax tree; and where the web server listens."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MODULES = {
    path.relative_to(ROOT / "lunar_assets").as_posix(): ast.parse(path.read_text())
    for path in sorted((ROOT / "lunar_assets").rglob("*.py"))
}
CALLS = [
    (module, node, ast.unparse(node.func))
    for module, tree in MODULES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.Call)
]

PICKLES = {"pickle", "_pickle", "cloudpickle", "dill", "shelve", "marshal", "jsonpickle", "pickletools"}
NEVER_CALLED = {
    "eval": "runs text",
    "exec": "runs text",
    "compile": "runs text",
    "__import__": "runs text",
    "os.system": "a shell",
    "os.popen": "a shell",
    "joblib.load": "pickle",
    "joblib.dump": "pickle",
    "pd.read_pickle": "pickle",
    "np.load": "may hold pickle",
    "np.save": "may hold pickle",
    "torch.save": "pickle",
    "torch.jit.load": "runs what the file holds",
    "torch.hub.load": "runs what a host holds",
    "yaml.load": "makes any object",
    "tempfile.mktemp": "a name that another may take first",
    "hashlib.md5": "weak; promised checksums go through raw.digest",
    "hashlib.sha1": "weak",
    "skops.io.get_untrusted_types": "would trust whatever is there",
}
NEVER_A_METHOD = {"to_pickle", "extractall", "extract_all", "unpack_archive"}
NEVER_GIVEN = {("shell", True), ("verify", False), ("allow_pickle", True), ("weights_only", False), ("trusted", True)}

# Where SQL is put together: names of tables and columns go through `identifier`, texts through `quote`.
SQL_IS_MADE_IN = {
    "warehouse/catalogue.py": {"build_views", "build_tables", "_new_database"},  # contracts and own paths
    "warehouse/blocks.py": {"write_parquet"},  # an own path, quoted
    "warehouse/conform.py": {"violations", "_doubled_keys", "_ranges"},  # columns, which data may name
    "warehouse/snapshot_tables.py": {"_read"},  # contracts
    "warehouse/stored_table.py": {"sql", "connect"},  # hands on; own paths
    "harmonized/mutations.py": {"_query"},  # hands on
    "harmonized/checks.py": {"since_the_last_publication"},  # figures of harmonized.drift
    "warehouse/locked.py": {"locked"},  # files named by views, quoted
    "warehouse/queries.py": {"select"},  # the user's own query, locked in
}


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_no_module_imports_pickle_or_its_kin():
    assert len(MODULES) > 100
    for module, tree in MODULES.items():
        for name in imports(tree):
            assert name.partition(".")[0] not in PICKLES, f"{module} imports {name}"
            assert name not in NEVER_CALLED, f"{module} imports {name}"


def test_nothing_is_called_that_runs_what_a_file_or_a_text_holds():
    for module, call, name in CALLS:
        where = f"{module}, line {call.lineno}: {name}"
        assert name not in NEVER_CALLED, f"{where}: {NEVER_CALLED.get(name)}"
        assert name.rpartition(".")[2] not in NEVER_A_METHOD, where
        for keyword in call.keywords:
            if isinstance(keyword.value, ast.Constant):
                assert (keyword.arg, keyword.value.value) not in NEVER_GIVEN, f"{where}: {ast.unparse(keyword)}"


def test_torch_reads_weights_only():
    given = [call for _, call, name in CALLS if name == "torch.load"]
    assert given
    assert all("weights_only=True" in map(ast.unparse, call.keywords) for call in given)


def test_sql_is_a_fixed_text_but_where_names_are_quoted():
    made = {module: sql_made_in(tree) for module, tree in MODULES.items()}
    assert {module: functions for module, functions in made.items() if functions} == SQL_IS_MADE_IN, (
        "quote what goes into the SQL, and name the function above"
    )


def sql_made_in(tree: ast.Module) -> set[str]:
    """Functions that hand a query on which they did not write word by word."""
    return {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for call in own_nodes(function)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("execute", "executemany", "sql", "from_query")
        and ast.unparse(call.func.value) != "layout"  # of matplotlib
        and call.args
        and not is_fixed(call.args[0])
    }


def own_nodes(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The nodes of a function, but for those of functions inside it."""
    rest = list(ast.iter_child_nodes(function))
    while rest:
        node = rest.pop()
        yield node
        if not isinstance(node, ast.FunctionDef):
            rest += ast.iter_child_nodes(node)


def is_fixed(node: ast.AST) -> bool:
    """Whether an expression is a text that no data has a part in: literals, and constants by their capital letters."""
    if isinstance(node, ast.JoinedStr):
        return all(map(is_fixed, node.values))
    if isinstance(node, ast.BinOp):
        return is_fixed(node.left) and is_fixed(node.right)
    if isinstance(node, ast.FormattedValue):
        return is_fixed(node.value)
    name = {ast.Name: "id", ast.Attribute: "attr"}.get(type(node))
    return isinstance(node, ast.Constant) or (name is not None and getattr(node, name).isupper())


def test_the_web_server_listens_on_this_machine_alone():
    commands = [ROOT / "Makefile", ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    started = [
        line
        for path in commands
        for line in path.read_text().splitlines()
        if re.search(r"\b(dg dev|dagster dev|dagster-webserver) +-", line)
    ]
    assert any("dg dev" in line for line in started)
    for line in started:
        assert "--host 127.0.0.1" in line or "-w workspace.yaml" in line, line
        assert "0.0.0.0" not in line and " :: " not in line, line


@pytest.mark.parametrize("file", ["dagster.yaml", "workspace.yaml", "Makefile"])
def test_no_setting_of_the_checkout_opens_a_port_to_the_network(file):
    text = (ROOT / file).read_text()
    assert not re.search(r"0\.0\.0\.0|host: *['\"]?(::|\*)", text)
    assert "grpc_server" not in text
