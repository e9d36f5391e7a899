internal import Foundation

/// An array of weights as 16-bit whole numbers of a common unit, in base64: a
/// quarter of the size of doubles, with an error of at most half a unit, which is
/// 1/65,534 of the largest weight's range.
struct QuantizedBlock: Codable, Sendable, Equatable {
  let unit: Double
  /// Little-endian two's complement, in lines of 1,200 characters.
  let data: [String]

  private static let line = 1200

  init(_ values: [Double]) {
    let largest = values.reduce(0) { max($0, abs($1)) }
    unit = largest > 0 ? largest / 32767 : 1
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * values.count)
    for value in values {
      let whole = UInt16(bitPattern: Int16((value / unit).rounded()))
      bytes.append(UInt8(truncatingIfNeeded: whole))
      bytes.append(UInt8(truncatingIfNeeded: whole >> 8))
    }
    let text = Array(Data(bytes).base64EncodedString().utf8)
    data = stride(from: 0, to: text.count, by: QuantizedBlock.line).map {
      String(decoding: text[$0..<min($0 + QuantizedBlock.line, text.count)], as: UTF8.self)
    }
  }

  /// The weights; nil when the text is not base64 of whole 16-bit numbers.
  var values: [Double]? {
    guard let bytes = Data(base64Encoded: data.joined()), bytes.count % 2 == 0 else { return nil }
    let all = Array(bytes)
    return (0..<all.count / 2).map { k in
      let whole = UInt16(all[2 * k]) | UInt16(all[2 * k + 1]) << 8
      return Double(Int16(bitPattern: whole)) * unit
    }
  }
}
