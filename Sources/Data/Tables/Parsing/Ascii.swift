/// Bytes with a meaning in CSV files.
enum Ascii {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let point: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let colon: UInt8 = 0x3A
}

/// The bytes of one field or row; valid only while its buffer is.
typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
  /// Without spaces and tabs at either end.
  @inline(__always)
  var trimmed: Bytes {
    var first = 0
    var last = count
    while first < last, self[first] == Ascii.space || self[first] == Ascii.tab { first += 1 }
    while last > first, self[last - 1] == Ascii.space || self[last - 1] == Ascii.tab { last -= 1 }
    return Bytes(rebasing: self[first..<last])
  }
}

/// Eight bytes as a little-endian word, at any alignment.
@inline(__always)
func word(_ pointer: UnsafePointer<UInt8>) -> UInt64 {
  UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self)
}
