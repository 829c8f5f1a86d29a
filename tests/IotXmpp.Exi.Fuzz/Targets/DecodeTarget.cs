using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi.Fuzz.Targets;

/// <summary>Any stream gives events, or an <see cref="ExiException"/>.</summary>
internal sealed class DecodeTarget(Seeds seeds) : IFuzzTarget
{
    public string Name => "decode";

    public IEnumerable<byte[]> Seeds => seeds.Streams();

    public IReadOnlyList<byte[]> Words => [];

    public void Run(byte[] input)
    {
        if (StreamInput.Parse(input, seeds) is not { } parsed)
            return;
        try
        {
            using ExiXmlReader reader = parsed.Read(parsed.Stream);
            while (reader.Read())
            {
                while (reader.MoveToNextAttribute())
                    _ = reader.Value;
            }
        }
        catch (ExiException)
        {
            // Most inputs are no EXI.
        }
    }
}
