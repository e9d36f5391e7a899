import Feedback
import XCTest

final class TokenTests: XCTestCase {
  private func terms(_ text: String, foldsAccents: Bool = true) -> [String] {
    TextTokens(text, foldsAccents: foldsAccents).map(\.term)
  }

  func testWordsAreRunsOfLettersDigitsAndMarks() {
    XCTAssertEqual(terms("A&E waited 4hrs -- NOT ok!"), ["a", "e", "waited", "4hrs", "not", "ok"])
    XCTAssertEqual(terms(""), [])
    XCTAssertEqual(terms(" \t.,;"), [])
  }

  func testAnApostropheJoinsOnlyBetweenLetters() {
    XCTAssertEqual(terms("Don't 'quote' nurses' it’s"), ["don't", "quote", "nurses", "it's"])
  }

  func testCaseAndAccentsBeyondASCII() {
    XCTAssertEqual(terms("ÉCOLE Łódź naïve"), ["ecole", "łodz", "naive"])
    XCTAssertEqual(terms("ÉCOLE naïve", foldsAccents: false), ["école", "naïve"])
    XCTAssertEqual(terms("ΑΘΉΝΑ Спасибо Ёлка"), ["αθηνα", "спасибо", "елка"])
    // A letter and its accent as two scalars is the same word as the letter with it.
    XCTAssertEqual(terms("cafe\u{301}"), ["cafe"])
  }

  func testScriptsWithoutSpacesGiveAWordAnIdeograph() {
    XCTAssertEqual(terms("医院ok 한국어"), ["医", "院", "ok", "한국어"])
  }

  func testRangesPointIntoTheOriginalBytes() {
    let text = "Très  BON, l’été 医院!"
    let bytes = Array(text.utf8)
    let words = TextTokens(text).map { String(decoding: bytes[$0.range], as: UTF8.self) }
    XCTAssertEqual(words, ["Très", "BON", "l’été", "医", "院"])
  }

  func testBytesThatAreNotUTF8PartWords() {
    let bytes: [UInt8] = [0x61, 0xFF, 0x62, 0xC3, 0x63, 0xE2, 0x82, 0x64, 0xED, 0xA0, 0x80, 0x65]
    XCTAssertEqual(TextTokens(utf8: bytes).map(\.term), ["a", "b", "c", "d", "e"])
    XCTAssertEqual(TextTokens(utf8: [0xC3]).map(\.term), [])
  }

  func testALongWordsTermIsCutButItsRangeIsWhole() {
    let tokens = Array(TextTokens(String(repeating: "é", count: 500) + " end", foldsAccents: false))
    XCTAssertEqual(tokens.count, 2)
    XCTAssertEqual(tokens[0].range, 0..<1000)
    XCTAssertLessThanOrEqual(tokens[0].term.utf8.count, 99)
    XCTAssertTrue(tokens[0].term.allSatisfy { $0 == "é" })
  }

  func testEveryByteStringIsReadWithoutTrapping() {
    var state: UInt64 = 88_172_645_463_325_252
    for length in 0..<300 {
      let bytes = (0..<length).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 24)
      }
      var end = 0
      for token in TextTokens(utf8: bytes) {
        XCTAssertGreaterThanOrEqual(token.range.lowerBound, end)
        XCTAssertFalse(token.term.isEmpty)
        end = token.range.upperBound
      }
      XCTAssertLessThanOrEqual(end, length)
    }
  }
}
