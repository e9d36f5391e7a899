internal import Foundation

/// The networks this project ships, by the season they were trained for.
///
/// Each is the text of its file in `Models/forecasting`, so that a program needs no
/// file at run time; it is read once, when it is first asked for.
public enum TrainedNetworks {
  /// The file's text by frequency.
  static let texts = [
    ("yearly", yearlyText), ("quarterly", quarterlyText), ("monthly", monthlyText),
    ("weekly", weeklyText),
  ]

  /// Every shipped network, from coarse to fine.
  public static let all: [PretrainedNetwork] = texts.compactMap { _, text in
    try? JSONDecoder().decode(PretrainedNetwork.self, from: Data(text.utf8))
  }

  private static let yearly = ready(yearlyText)
  private static let quarterly = ready(quarterlyText)
  private static let monthly = ready(monthlyText)
  private static let weekly = ready(weeklyText)

  /// The network for series with these seasons; nil when none was trained.
  static func network(seasons: [Int]) -> PretrainedNetwork.Ready? {
    switch seasons {
    case []: yearly
    case [4]: quarterly
    case [12]: monthly
    case [52]: weekly
    default: nil
    }
  }

  private static func ready(_ text: String) -> PretrainedNetwork.Ready? {
    let model = try? JSONDecoder().decode(PretrainedNetwork.self, from: Data(text.utf8))
    return model.flatMap(PretrainedNetwork.Ready.init)
  }
}
