import Provenance
import XCTest

/// Digests from the examples of FIPS 180-4 and, for the lengths around a block,
/// from coreutils sha256sum.
final class SHA256Tests: XCTestCase {
  func testPublishedDigests() {
    XCTAssertEqual(
      SHA256.hexDigest(of: "".utf8),
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    XCTAssertEqual(
      SHA256.hexDigest(of: "abc".utf8),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    XCTAssertEqual(
      SHA256.hexDigest(of: "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }

  func testAMillionLetters() {
    XCTAssertEqual(
      SHA256.hexDigest(of: [UInt8](repeating: 0x61, count: 1_000_000)),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  func testPiecesGiveTheSameDigestAsTheWhole() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for length in [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 300] {
      let whole = SHA256.hexDigest(of: bytes[..<length])
      for size in [1, 3, 63, 64, 65] {
        var hash = SHA256()
        for start in stride(from: 0, to: length, by: size) {
          hash.update(bytes[start..<min(start + size, length)])
        }
        XCTAssertEqual(hash.hexDigest(), whole, "length \(length) in pieces of \(size)")
      }
    }
  }
}
