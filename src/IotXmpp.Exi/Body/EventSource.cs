namespace IotXmpp.Exi.Body;

/// <summary>Chooses how the events of a stream are arranged.</summary>
internal static class EventSource
{
    /// <summary>The source for a stream's options.</summary>
    public static IEventSource Create(SchemaContext schema, ExiOptions options, ExiLimits limits)
    {
        if (options.UsesChannels)
            throw new NotSupportedException("Compression and pre-compression are not built yet.");
        return new BodyDecoder(schema, options, limits);
    }
}
