using System.Text;
using System.Text.Json;
using CsCheck;
using IotXmpp.Node.Life;

namespace IotXmpp.Node.Tests.Life;

/// <summary>The bounded JSON reader, against System.Text.Json.</summary>
public sealed class JsonReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("{]")]
    [InlineData("[}")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a:1}")]
    [InlineData("{1:1}")]
    [InlineData("nul")]
    [InlineData("truely")]
    [InlineData("\"a")]
    [InlineData("\"a\\")]
    [InlineData("\"a\nb\"")]
    [InlineData("-")]
    [InlineData("1 1")]
    [InlineData("[[[[[[[[[1]]]]]]]]]")]
    public void What_is_no_json_or_too_deep_is_an_error(string text) => Tokens(text)[^1].Should().Be(JsonReader.Error);

    [Theory]
    [InlineData("\"a\\u0041\\n\\t\\\"\\\\\\/\\b\\f\\r\"", "aA\n\t\"\\/\b\f\r")]
    [InlineData("\"\\u00e4\\u20ac\\ud83d\\ude00\"", "ä€😀")]
    [InlineData("\"ä€😀\"", "ä€😀")]
    [InlineData("\"\"", "")]
    public void Texts_are_unescaped(string json, string text)
    {
        byte[] data = Encoding.UTF8.GetBytes(json);
        var reader = new JsonReader(data, data.Length);
        reader.Read().Should().Be(JsonReader.Text);
        reader.GetText(64).Should().Be(text);
    }

    [Theory]
    [InlineData("\"\\u0000\"")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"\\ude00\"")]
    [InlineData("\"\\ud83d\\u0041\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12\"")]
    public void Texts_that_a_board_cannot_hold_are_null(string json)
    {
        byte[] data = Encoding.UTF8.GetBytes(json);
        var reader = new JsonReader(data, data.Length);
        reader.Read().Should().Be(JsonReader.Text);
        reader.GetText(64).Should().BeNull();
    }

    [Fact]
    public void Random_bytes_never_throw_and_always_end() =>
        Gen.Byte.Array[0, 200].Sample(data =>
        {
            var reader = new JsonReader(data, data.Length);
            for (int i = 0; i <= data.Length; i++)
            {
                int token = reader.Read();
                if (token is JsonReader.Error or JsonReader.End)
                    return true;
                if (token is JsonReader.Text or JsonReader.Name)
                    reader.GetText(32);
            }

            return false;
        });

    [Fact]
    public void Documents_of_pieces_are_refused_when_the_platform_refuses_them_and_read_alike_otherwise()
    {
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"a\"", "\"b\\n\"", "1", "-20", "true", "false", "null", " "];
        Gen.Int[0, pieces.Length - 1].Array[1, 12].Select(chosen => string.Concat(chosen.Select(piece => pieces[piece]))).Sample(text =>
        {
            var ours = Tokens(text);
            var theirs = Platform(text);
            // Depth is limited earlier here, and the reader of the platform allows no leading zeros, of which there are none in the pieces but by joining.
            return theirs is null ? ours[^1] == JsonReader.Error || JoinsDigits(text) : ours.SequenceEqual([.. theirs, JsonReader.End]);
        });
    }

    private static bool JoinsDigits(string text) => System.Text.RegularExpressions.Regex.IsMatch(text, "[0-9]-|[0-9][0-9]-|1-20");

    private static List<int> Tokens(string text)
    {
        byte[] data = Encoding.UTF8.GetBytes(text);
        var reader = new JsonReader(data, data.Length);
        var tokens = new List<int>();
        do
        {
            tokens.Add(reader.Read());
        }
        while (tokens[^1] is not (JsonReader.Error or JsonReader.End));
        return tokens;
    }

    private static List<int>? Platform(string text)
    {
        var tokens = new List<int>();
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = JsonReader.MaxDepth });
            while (reader.Read())
            {
                tokens.Add(reader.TokenType switch
                {
                    JsonTokenType.StartObject => JsonReader.BeginObject,
                    JsonTokenType.EndObject => JsonReader.EndObject,
                    JsonTokenType.StartArray => JsonReader.BeginArray,
                    JsonTokenType.EndArray => JsonReader.EndArray,
                    JsonTokenType.PropertyName => JsonReader.Name,
                    JsonTokenType.String => JsonReader.Text,
                    JsonTokenType.Number => JsonReader.Number,
                    JsonTokenType.True => JsonReader.True,
                    JsonTokenType.False => JsonReader.False,
                    _ => JsonReader.Null,
                });
            }

            return tokens.Count == 0 ? null : tokens;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
