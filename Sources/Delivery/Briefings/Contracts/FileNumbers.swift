/// How numbers stand in the files of a run.
public enum FileNumbers {
  /// A value as the files hold it: four digits after the point.
  public static func rounded(_ value: Double) -> Double {
    guard value.isFinite, abs(value) < 1e11 else { return value }
    return (value * 10_000).rounded() / 10_000
  }

  /// A level in per cent as column names spell it: 80, 97.5.
  public static func spelling(_ level: Double) -> String {
    let short = (level * 1_000).rounded() / 1_000
    return short == short.rounded() ? String(Int(short)) : String(short)
  }
}
