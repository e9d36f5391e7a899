import Foundation

/// How numbers stand in the files of a run.
public enum FileNumbers {
  /// A value as the files hold it: four digits after the point.
  public static func rounded(_ value: Double) -> Double {
    guard value.isFinite, abs(value) < 1e11 else { return value }
    return (value * 10_000).rounded() / 10_000
  }

  /// A value to ten significant digits: coefficients may be of any size.
  public static func significant(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let shift = 9 - Int(floor(log10(abs(value))))
    // Powers of ten are exact up to the 22nd; what is smaller still keeps all its digits.
    guard abs(shift) <= 22 else { return value }
    let power = pow(10, Double(abs(shift)))
    return shift >= 0 ? (value * power).rounded() / power : (value / power).rounded() * power
  }

  /// A level inside (0, 1) in per cent, without the last-place error of the product.
  public static func percent(_ level: Double) -> Double { (level * 100_000).rounded() / 1_000 }

  /// A level in per cent as column names spell it: 80, 97.5.
  public static func spelling(_ level: Double) -> String {
    let short = (level * 1_000).rounded() / 1_000
    return short == short.rounded() ? String(Int(short)) : String(short)
  }
}
