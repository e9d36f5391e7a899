/// Distinct texts in order of first appearance, as bytes until the end of the read.
///
/// Open addressing with linear probing on a 64-bit mix of eight bytes at a time;
/// a field equal to the one before is answered by comparing bytes alone.
final class TextDictionary {
  private var arena: UnsafeMutablePointer<UInt8>
  private var arenaCapacity: Int
  private var arenaCount = 0
  /// Where each text begins; one more entry marks the end.
  private var starts: UnsafeMutablePointer<Int>
  private var startsCapacity: Int
  private(set) var count = 0
  /// Code + 1 in each slot, 0 for empty, with high bits of the hash beside it.
  private var slots: UnsafeMutablePointer<UInt64>
  private var slotMask: Int

  /// The text found or added last, for the comparison with the next one.
  private(set) var lastText: UnsafePointer<UInt8>
  private(set) var lastLength = -1
  private(set) var lastCode: Int32 = -1

  /// Texts are followed by this many readable bytes.
  static let padding = 16

  init() {
    arenaCapacity = 1 << 6
    arena = .allocate(capacity: arenaCapacity)
    arena.initialize(repeating: 0, count: arenaCapacity)
    startsCapacity = 1 << 3
    starts = .allocate(capacity: startsCapacity)
    starts[0] = 0
    slotMask = (1 << 4) - 1
    slots = .allocate(capacity: slotMask + 1)
    slots.initialize(repeating: 0, count: slotMask + 1)
    lastText = UnsafePointer(arena)
  }

  deinit {
    arena.deallocate()
    starts.deallocate()
    slots.deallocate()
  }

  /// The bytes of one text.
  func text(_ code: Int) -> Bytes {
    Bytes(start: arena + starts[code], count: starts[code + 1] - starts[code])
  }

  /// The code of a text that is in the dictionary; nil where it is not.
  ///
  /// At least eight bytes must be readable after `text`.
  @inline(__always)
  func knownCode(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int32? {
    find(text, length, TextDictionary.hash(text, length)).code
  }

  /// The code of a text; new texts get the next code, nil where there is no more.
  ///
  /// At least eight bytes must be readable after `text`.
  func code(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int32? {
    let hash = TextDictionary.hash(text, length)
    let (known, slot) = find(text, length, hash)
    if let known { return known }
    guard count < Int(Int32.max) - 1 else { return nil }
    let code = count
    append(text, length)
    slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(code + 1)
    if count * 2 > slotMask { growSlots() }
    remember(code)
    return lastCode
  }

  /// The code, or the empty slot where the text belongs.
  @inline(__always)
  private func find(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ hash: UInt64
  ) -> (code: Int32?, slot: Int) {
    var slot = Int(truncatingIfNeeded: hash) & slotMask
    let tag = hash & 0xFFFF_FFFF_0000_0000
    while slots[slot] != 0 {
      let entry = slots[slot]
      if entry & 0xFFFF_FFFF_0000_0000 == tag {
        let code = Int(entry & 0xFFFF_FFFF) - 1
        let start = starts[code]
        if starts[code + 1] - start == length,
          TextDictionary.areEqual(arena + start, text, length)
        {
          remember(code)
          return (lastCode, slot)
        }
      }
      slot = (slot + 1) & slotMask
    }
    return (nil, slot)
  }

  private func remember(_ code: Int) {
    lastCode = Int32(code)
    lastText = UnsafePointer(arena + starts[code])
    lastLength = starts[code + 1] - starts[code]
  }

  private func append(_ text: UnsafePointer<UInt8>, _ length: Int) {
    let needed = arenaCount + length + TextDictionary.padding
    if needed > arenaCapacity {
      let capacity = max(needed, arenaCapacity * 2)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      larger.initialize(from: arena, count: arenaCount)
      (larger + arenaCount).initialize(repeating: 0, count: capacity - arenaCount)
      arena.deallocate()
      arena = larger
      arenaCapacity = capacity
    }
    (arena + arenaCount).update(from: text, count: length)
    arenaCount += length
    count += 1
    if count + 1 > startsCapacity {
      let larger = UnsafeMutablePointer<Int>.allocate(capacity: startsCapacity * 2)
      larger.initialize(from: starts, count: count)
      starts.deallocate()
      starts = larger
      startsCapacity *= 2
    }
    starts[count] = arenaCount
  }

  private func growSlots() {
    slots.deallocate()
    slotMask = (slotMask + 1) * 4 - 1
    slots = .allocate(capacity: slotMask + 1)
    slots.initialize(repeating: 0, count: slotMask + 1)
    for code in 0..<count {
      let hash = TextDictionary.hash(arena + starts[code], starts[code + 1] - starts[code])
      var slot = Int(truncatingIfNeeded: hash) & slotMask
      while slots[slot] != 0 { slot = (slot + 1) & slotMask }
      slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(code + 1)
    }
  }

  @inline(__always)
  static func areEqual(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ length: Int
  ) -> Bool {
    var index = 0
    while index + 8 <= length {
      if word(a + index) != word(b + index) { return false }
      index += 8
    }
    if index == length { return true }
    let kept = UInt64.max >> UInt64(64 - (length - index) * 8)
    return (word(a + index) ^ word(b + index)) & kept == 0
  }

  /// Multiply and fold, eight bytes at a time.
  @inline(__always)
  private static func hash(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    var state = UInt64(truncatingIfNeeded: length) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index < length {
      var part = word(text + index)
      if length - index < 8 { part &= UInt64.max >> UInt64(64 - (length - index) * 8) }
      let product = (state ^ part).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      state = product.high ^ product.low ^ 0xA076_1D64_78BD_642F
      index += 8
    }
    let product = state.multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }
}
