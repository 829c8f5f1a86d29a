namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>The database cannot be used now: disk full, read-only, locked, damaged. Nothing of the failed operation was stored.</summary>
internal sealed class StoreException(string message, Exception? inner = null) : IOException(message, inner);
