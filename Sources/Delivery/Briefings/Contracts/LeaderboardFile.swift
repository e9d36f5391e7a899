import Tables

/// `leaderboard.csv`: the rivals of a comparison, best first.
public enum LeaderboardFile {
  public static let name = "leaderboard.csv"

  public static func bytes(of contest: ContestFacts) -> [UInt8] {
    var writer = CSVWriter(
      header: [
        "model", "series", "steps", "MASE", "sMAPE", "SQL", "coverage-80", "coverage-95", "wins",
        "worse_than_baseline", "lead_p", "lead_test",
      ])
    for rival in contest.rivals {
      writer.text(rival.name)
      writer.integer(contest.seriesCount)
      writer.integer(contest.tested)
      for value in [
        rival.mase, rival.symmetricPercent, rival.quantileLoss, rival.coverage80,
        rival.coverage95,
      ] {
        writer.number(FileNumbers.rounded(value ?? .nan))
      }
      writer.integer(rival.wins)
      if let worse = rival.worseThanBaseline { writer.integer(worse) } else { writer.missing() }
      writer.number(rival.leadChance ?? .nan)
      writer.text(rival.leadTest ?? "")
      writer.endRow()
    }
    return writer.bytes
  }
}
