using CsCheck;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.Tests.Addressing;

public sealed class JidTests
{
    [Theory]
    // RFC 7622 3.5, table 1
    [InlineData("juliet@example.com", "juliet", "example.com", null)]
    [InlineData("juliet@example.com/foo", "juliet", "example.com", "foo")]
    [InlineData("juliet@example.com/foo bar", "juliet", "example.com", "foo bar")]
    [InlineData("juliet@example.com/foo@bar", "juliet", "example.com", "foo@bar")]
    [InlineData("foo\\20bar@example.com", "foo\\20bar", "example.com", null)]
    [InlineData("fussball@example.com", "fussball", "example.com", null)]
    [InlineData("fu\u00DFball@example.com", "fu\u00DFball", "example.com", null)]
    [InlineData("\u03C0@example.com", "\u03C0", "example.com", null)]
    [InlineData("\u03A3@example.com/foo", "\u03C3", "example.com", "foo")]
    [InlineData("\u03C3@example.com/foo", "\u03C3", "example.com", "foo")]
    [InlineData("\u03C2@example.com/foo", "\u03C2", "example.com", "foo")]
    [InlineData("king@example.com/\u265A", "king", "example.com", "\u265A")]
    [InlineData("example.com", null, "example.com", null)]
    [InlineData("example.com/foobar", null, "example.com", "foobar")]
    [InlineData("a.example.com/b@example.net", null, "a.example.com", "b@example.net")]
    // Table 2 calls this one invalid: erratum 4560 says it is not.
    [InlineData("juliet@example.com/ foo", "juliet", "example.com", " foo")]
    // Case, width, composition, spaces
    [InlineData("Juliet@EXAMPLE.com/Foo", "juliet", "example.com", "Foo")]
    [InlineData("\uFF2A\uFF55\uFF4C@example.com", "jul", "example.com", null)]
    [InlineData("e\u0301@example.com/e\u0301", "\u00E9", "example.com", "\u00E9")]
    [InlineData("\u00C9@example.com", "\u00E9", "example.com", null)]
    [InlineData("\u0130@example.com", "i\u0307", "example.com", null)]
    [InlineData("a@example.com/b\u00A0c\u3000d", "a", "example.com", "b c d")]
    [InlineData("\U00010400@example.com", "\U00010428", "example.com", null)]
    // Domains
    [InlineData("a@example.com./b", "a", "example.com", "b")]
    [InlineData("b\u00FCcher.example", null, "b\u00FCcher.example", null)]
    [InlineData("B\u00DCCHER.example", null, "b\u00FCcher.example", null)]
    [InlineData("xn--bcher-kva.example", null, "b\u00FCcher.example", null)]
    [InlineData("XN--BCHER-KVA.EXAMPLE", null, "b\u00FCcher.example", null)]
    [InlineData("\u65E5\u672C\u3002jp", null, "\u65E5\u672C.jp", null)]
    [InlineData("192.0.2.1", null, "192.0.2.1", null)]
    [InlineData("[2001:DB8:0::1]/a", null, "[2001:db8::1]", "a")]
    [InlineData("board1@things.localhost", "board1", "things.localhost", null)]
    // Contextual rules (RFC 5892 appendix A)
    [InlineData("l\u00B7l@example.com", "l\u00B7l", "example.com", null)]
    [InlineData("\u0375\u03B1@example.com", "\u0375\u03B1", "example.com", null)]
    [InlineData("\u05D0\u05F3@example.com", "\u05D0\u05F3", "example.com", null)]
    [InlineData("\u30A2\u30FB@example.com", "\u30A2\u30FB", "example.com", null)]
    [InlineData("\u0915\u094D\u200D\u0937@example.com", "\u0915\u094D\u200D\u0937", "example.com", null)]
    // Right to left (RFC 5893)
    [InlineData("\u05D0\u05D1@example.com", "\u05D0\u05D1", "example.com", null)]
    [InlineData("\u05D0-1@example.com", "\u05D0-1", "example.com", null)]
    [InlineData("\u0627\u0661@example.com", "\u0627\u0661", "example.com", null)]
    [Spec("RFC 7622 3.5", "RFC 8265 3.3")]
    public void Valid_addresses_are_normalised(string text, string? local, string domain, string? resource)
    {
        var jid = Jid.Parse(text);
        jid.Local.Should().Be(local);
        jid.Domain.Should().Be(domain);
        jid.Resource.Should().Be(resource);
        Jid.Parse(jid.ToString()).Should().Be(jid);
        Jid.Create(local, domain, resource).Should().Be(jid);
    }

    [Theory]
    // RFC 7622 3.5, table 2
    [InlineData("\"juliet\"@example.com")]
    [InlineData("foo bar@example.com")]
    [InlineData("@example.com/")]
    [InlineData("henry\u2163@example.com")]
    [InlineData("\u265A@example.com")]
    [InlineData("juliet@")]
    [InlineData("/foobar")]
    // Empty parts and stray delimiters
    [InlineData("")]
    [InlineData("@")]
    [InlineData("/")]
    [InlineData("@example.com")]
    [InlineData("example.com/")]
    [InlineData("a@b@c")]
    [InlineData("a@/c")]
    // 3.3.1, also in their wide forms
    [InlineData("a&b@example.com")]
    [InlineData("a'b@example.com")]
    [InlineData("a:b@example.com")]
    [InlineData("a<b@example.com")]
    [InlineData("a>b@example.com")]
    [InlineData("a\uFF20b@example.com")]
    [InlineData("a\uFF0Fb@example.com")]
    // Controls, ignorables, compatibility characters, unassigned
    [InlineData("a\u0000b@example.com")]
    [InlineData("a\u007Fb@example.com")]
    [InlineData("a\u00ADb@example.com")]
    [InlineData("a\u200Bb@example.com")]
    [InlineData("\uFB01@example.com")]
    [InlineData("\u1100@example.com")]
    [InlineData("a\u0378@example.com")]
    [InlineData("a\u0640@example.com")]
    [InlineData("a@example.com/\u0007")]
    [InlineData("a@example.com/\u0378")]
    [InlineData("a@example.com/\uFFFE")]
    [InlineData("a@example.com/\u202E")]
    // Contextual rules
    [InlineData("a\u00B7b@example.com")]
    [InlineData("\u0375a@example.com")]
    [InlineData("a\u05F3@example.com")]
    [InlineData("a\u30FB@example.com")]
    [InlineData("a\u200D@example.com")]
    [InlineData("\u0627\u0661\u06F1@example.com")]
    // Right to left
    [InlineData("a\u05D0@example.com")]
    [InlineData("\u05D0a@example.com")]
    [InlineData("1\u05D0@example.com")]
    [InlineData("\u05D0-@example.com")]
    [InlineData("\u06271\u0661@example.com")]
    // Domains
    [InlineData("a@b..c")]
    [InlineData("a@.c")]
    [InlineData("a@.")]
    [InlineData("a@b..")]
    [InlineData("a@-b")]
    [InlineData("a@b-")]
    [InlineData("a@b c")]
    [InlineData("a@b_c")]
    [InlineData("a@exa\u2163mple")]
    [InlineData("a@\u265A.example")]
    [InlineData("a@xn--a")]
    [InlineData("a@xn--example-999999999")]
    [InlineData("a@[192.0.2.1]")]
    [InlineData("a@[::1")]
    [InlineData("a@[fe80::1%25eth0]")]
    [InlineData("a@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Invalid_addresses_are_refused(string text) => Jid.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void Half_a_surrogate_pair_is_refused_anywhere()
    {
        Jid.TryParse("a\uD83D@example.com", out _).Should().BeFalse();
        Jid.TryParse("a@exam\uDE00ple.com", out _).Should().BeFalse();
        Jid.TryParse("a@example.com/\uD83D", out _).Should().BeFalse();
    }

    [Fact]
    [Spec("RFC 7622 3.1")]
    public void Each_part_has_at_most_1023_octets()
    {
        Jid.TryParse(new string('a', 1023) + "@example.com/" + new string('b', 1023), out _).Should().BeTrue();
        Jid.TryParse(new string('a', 1024) + "@example.com", out _).Should().BeFalse();
        Jid.TryParse("a@example.com/" + new string('b', 1024), out _).Should().BeFalse();
        Jid.TryParse(new string('\u00E9', 511) + "@example.com", out _).Should().BeTrue();
        Jid.TryParse(new string('\u00E9', 512) + "@example.com", out _).Should().BeFalse();
        string domain = string.Join('.', Enumerable.Repeat(new string('d', 63), 16));
        domain.Length.Should().Be(1023);
        Jid.TryParse(domain, out _).Should().BeTrue();
        Jid.TryParse(domain + "d", out _).Should().BeFalse();
    }

    [Fact]
    public void Equal_addresses_are_equal_values()
    {
        var a = Jid.Parse("Romeo@Example.COM/Orchard");
        var b = Jid.Parse("romeo@example.com/Orchard");
        (a == b).Should().BeTrue();
        a.GetHashCode().Should().Be(b.GetHashCode());
        (a != a.Bare).Should().BeTrue();
        a.Should().NotBe(Jid.Parse("romeo@example.com/orchard"), "resources are case-sensitive");

        // The same text with other boundaries.
        Jid.Parse("a.b/c@d").Should().NotBe(Jid.Create("a.b", "d"));
    }

    [Fact]
    public void Parts_are_told_apart()
    {
        Jid.Parse("a@b/c").IsFull.Should().BeTrue();
        Jid.Parse("a@b").IsBare.Should().BeTrue();
        Jid.Parse("a@b").IsDomain.Should().BeFalse();
        Jid.Parse("b").IsDomain.Should().BeTrue();
        Jid.Parse("a@b/c").Bare.ToString().Should().Be("a@b");
        Jid.Parse("a@b").WithResource("C").ToString().Should().Be("a@b/C");
        var empty = () => Jid.Parse("a@b").WithResource("");
        empty.Should().Throw<FormatException>();
    }

    [Fact]
    public void What_is_accepted_stays_as_it_is_when_parsed_again()
    {
        var character = Gen.OneOf(
            Gen.Char['\u0020', '\u007E'].Select(c => c.ToString()),
            Gen.Char['\u00A0', '\u06FF'].Select(c => c.ToString()),
            Gen.Char['\u0900', '\u30FF'].Select(c => c.ToString()),
            Gen.Char['\uF900', '\uFFFF'].Select(c => c.ToString()),
            Gen.Int[0x10000, 0x1FFFF].Select(char.ConvertFromUtf32));
        int accepted = 0;
        character.Array[1, 8].Select(string.Concat).Sample(
            text =>
            {
                foreach (string candidate in new[] { text + "@b", text, "b/" + text })
                {
                    if (!Jid.TryParse(candidate, out var jid))
                        continue;
                    Interlocked.Increment(ref accepted);
                    Jid.TryParse(jid.ToString(), out var again).Should().BeTrue(candidate);
                    again.Should().Be(jid);
                    again!.ToString().Should().Be(jid.ToString());
                }
            },
            iter: 20_000);
        accepted.Should().BeGreaterThan(1000);
    }
}
