using IotXmpp.Exi.Channels;

namespace IotXmpp.Exi.Body;

/// <summary>Chooses how the events of a stream are arranged.</summary>
internal static class EventSource
{
    /// <summary>The source for a stream's options.</summary>
    public static IEventSource Create(SchemaContext schema, ExiOptions options, ExiLimits limits)
    {
        if (options.Compression)
            return new InflatingDecoder(schema, options, limits);
        return options.UsesChannels ? new BlockDecoder(schema, options, limits) : new BodyDecoder(schema, options, limits);
    }
}
