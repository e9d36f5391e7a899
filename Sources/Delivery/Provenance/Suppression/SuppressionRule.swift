import Foundation

/// Which counts may not be learnt from a publication.
///
/// A count is small when it lies in `1 ..< threshold` (and 0 too, where zeros are not
/// shown). Small counts are hidden, and so many others beside them that neither of two
/// readers learns a small count:
///
/// 1. *A careful reader* knows every number shown, all sums, that counts are whole and not
///    negative, and that a hidden count is at least 1 where zeros are shown. What this
///    reader can conclude about a hidden small count is an interval; it must be at least
///    `threshold` wide, so it always holds counts that are not small: the reader
///    cannot tell whether the count is small at all. (A sliding protection level in the
///    terms of Fischetti & Salazar, Journal of the American Statistical Association 95,
///    2000.)
/// 2. *A reader who knows our reasons* knows also which hidden counts are small
///    (`1 ..< threshold`) and which are hidden beside them (`threshold` or more). At least
///    two values must remain possible for every small count. Where even the reasons alone,
///    with no number shown, leave one value, the publication gives nothing away.
///
/// The default threshold, 11, is that of the Centers for Medicare & Medicaid Services
/// (cell size suppression policy): 1 to 10 are not shown, nor anything they follow from.
public struct SuppressionRule: Sendable, Equatable {
  /// The smallest count that may be shown, at least 3.
  public let threshold: Int
  /// Whether a count of zero is shown: it says nothing about anybody.
  public let showsZeros: Bool

  /// - Throws: `RuleError.threshold` below 3: with 2, a small count could only be 1.
  public init(threshold: Int = 11, showsZeros: Bool = true) throws(RuleError) {
    guard threshold >= 3 else { throw .threshold(threshold) }
    self.threshold = threshold
    self.showsZeros = showsZeros
  }

  private init(checked threshold: Int) {
    self.threshold = threshold
    showsZeros = true
  }

  /// 1 to 10 hidden, zero shown.
  public static let standard = SuppressionRule(checked: 11)

  public enum RuleError: Error, Equatable, Sendable {
    case threshold(Int)
  }

  /// The least a hidden count can be.
  var leastHidden: Int { showsZeros ? 1 : 0 }

  /// Whether a count must not be learnt.
  public func isSmall(_ count: Int) -> Bool { count >= leastHidden && count < threshold }

  /// Whether a count may be hidden to protect another: zeros stay where zeros are shown,
  /// as readers know that every zero would be.
  func mayHide(_ count: Int) -> Bool { count >= leastHidden }

  /// What the careful reader allows a hidden count to be, as deviations from it.
  func careful(_ count: Int, reach: Int) -> ClosedRange<Double> {
    Double(leastHidden - count)...Double(reach)
  }

  /// What the reader who knows our reasons allows, as deviations from the count.
  func informed(_ count: Int, reach: Int) -> ClosedRange<Double> {
    isSmall(count)
      ? Double(leastHidden - count)...Double(threshold - 1 - count)
      : Double(threshold - count)...Double(reach)
  }

  /// What is lost with a count that could have been shown: its information, and four
  /// times as much for every dimension it sums over, since totals are what people read.
  func loss(_ count: Int, summedDimensions: Int) -> Double {
    log2(2 + Double(count)) * pow(4, Double(summedDimensions))
  }
}
