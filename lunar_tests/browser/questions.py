"""What the tests ask Dagster by GraphQL, beside what they read in the page."""

LOCATIONS = """
{ workspaceOrError { ... on Workspace { locationEntries { loadStatus locationOrLoadError { __typename } } } } }
"""
RUNS = "{ runsOrError { ... on Runs { results { runId jobName } } } }"
MADE_BY = """
query ($key: AssetKeyInput!, $partitions: [String!]) {
  assetNodeOrError(assetKey: $key) {
    ... on AssetNode { assetMaterializations(limit: 1, partitions: $partitions) { runId } }
  }
}
"""
CHECK = """
query ($key: AssetKeyInput!, $name: String!) {
  assetCheckExecutions(assetKey: $key, checkName: $name, limit: 1) {
    runId status evaluation { severity description }
  }
}
"""
SENSOR = """
query ($selector: SensorSelector!) {
  sensorOrError(sensorSelector: $selector) {
    ... on Sensor { sensorState { status ticks(limit: 1) { status skipReason } } }
  }
}
"""
