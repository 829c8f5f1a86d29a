namespace IotXmpp.Concentrator.Storage;

/// <summary>
/// The values of a history by minute, hour and day. Kept with every reading that is stored, late ones and overwritten ones too, in the same transaction: at any
/// time a bucket is what its readings make it, as long as those are kept, and stays when they are forgotten.
/// </summary>
public interface IRollUpStore
{
    /// <summary>
    /// Buckets in the order of their beginnings, streamed, with the gaps between them (<see cref="GapFinder"/>): a gap comes after the bucket it begins in.
    /// </summary>
    IAsyncEnumerable<RollUpPart> QueryRollUpAsync(RollUpQuery query, CancellationToken ct);
}
