/// Philox4x32-10: ten rounds of a keyed bijection on 128-bit counters.
///
/// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
/// (SC11, 2011), section 3.3. Each output depends on the key and the counter and
/// on nothing that came before it.
enum Philox {
  /// The 128 random bits that belong to `counter` under `key`.
  @inline(__always)
  static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var state = counter
    var key = key
    for _ in 0..<10 {
      let first = UInt64(state[0]) &* 0xD251_1F53
      let second = UInt64(state[2]) &* 0xCD9E_8D57
      state = SIMD4(
        UInt32(truncatingIfNeeded: second &>> 32) ^ state[1] ^ key[0],
        UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first &>> 32) ^ state[3] ^ key[1],
        UInt32(truncatingIfNeeded: first))
      key[0] = key[0] &+ 0x9E37_79B9
      key[1] = key[1] &+ 0xBB67_AE85
    }
    return state
  }
}
