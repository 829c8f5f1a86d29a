using System.Globalization;
using System.Security.Cryptography;
using IotXmpp.Xmpp.Sasl;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>How SCRAM keys stand in a column: salt, iterations, StoredKey, ServerKey, joined by commas, the binary ones in Base64.</summary>
internal static class ScramColumn
{
    public static string? Write(ScramCredential? credential) => credential is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{Convert.ToBase64String(credential.Salt)},{credential.Iterations},{Convert.ToBase64String(credential.StoredKey)},{Convert.ToBase64String(credential.ServerKey)}");

    public static ScramCredential? Read(SqliteDataReader row, int column, HashAlgorithmName hash)
    {
        if (row.IsDBNull(column))
            return null;
        string[] parts = row.GetString(column).Split(',');
        return new ScramCredential(hash, Convert.FromBase64String(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture), Convert.FromBase64String(parts[2]), Convert.FromBase64String(parts[3]));
    }
}
