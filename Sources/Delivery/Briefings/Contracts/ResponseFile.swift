import Tables

/// `response.csv`: how soon each class of calls is reached under a plan.
public enum ResponseFile {
  public static let name = "response.csv"

  public static func bytes(of facts: ResponseFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "class", "calls", "promised_share", "within_seconds", "expected_share", "busy_share",
      "played_share", "played_lo-95", "played_hi-95", "median_seconds", "p90_seconds",
      "mean_wait_seconds",
    ])
    for entry in facts.classes {
      writer.text(entry.name)
      for value in [
        entry.calls, entry.share, entry.withinSeconds, entry.expected, entry.busy, entry.played,
        entry.playedLow, entry.playedHigh, entry.median, entry.ninetieth, entry.wait,
      ] {
        if value.isFinite { writer.number(FileNumbers.rounded(value)) } else { writer.missing() }
      }
      writer.endRow()
    }
    return writer.bytes
  }
}
