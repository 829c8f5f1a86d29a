using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Fuzz.Targets;

/// <summary>
/// An image from outside is refused, or both codecs can run it on any stream. The input: strictness, length of the image, image, stream.
/// </summary>
internal sealed class ImageTarget(Seeds seeds) : IFuzzTarget
{
    private const int LengthAt = 1;
    private const int ImageAt = 3;

    public string Name => "image";

    public IEnumerable<byte[]> Seeds => seeds.Images();

    public IReadOnlyList<byte[]> Words => [];

    public void Run(byte[] input)
    {
        if (input.Length < ImageAt)
            return;
        int length = Math.Min(BitConverter.ToUInt16(input, LengthAt), input.Length - ImageAt);
        byte[] stream = input[(ImageAt + length)..];
        bool strict = (input[0] & 4) != 0;
        GrammarImage image;
        try
        {
            image = new GrammarImage(input[ImageAt..(ImageAt + length)]);
            GrammarImageVerifier.Verify(image);
        }
        catch (GrammarImageException)
        {
            return;
        }

        var compact = new CompactExiReader(image, new CompactExiOptions { Strict = strict, MaxBuiltInGrammars = 8, MaxBuiltInProductions = 32 });
        if (compact.StartStream(stream, 0, stream.Length) == CompactExiEvent.StartDocument)
        {
            for (int events = 0; events < StreamInput.Limits.MaxElements; events++)
            {
                if (compact.Read() is <= CompactExiEvent.NeedMore or CompactExiEvent.EndDocument)
                    break;
            }
        }

        try
        {
            using var reader = Xml.ExiXmlReader.Create(
                new MemoryStream(stream),
                new Xml.ExiXmlReaderSettings { Options = new ExiOptions { Strict = strict }, Grammar = image, Limits = StreamInput.Limits });
            while (reader.Read())
            {
            }
        }
        catch (ExiException)
        {
            // Most streams are none of the image's.
        }
    }
}
