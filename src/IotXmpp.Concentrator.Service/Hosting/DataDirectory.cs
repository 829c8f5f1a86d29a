using System.Security.Cryptography;
using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Service.Storage.Sqlite;

namespace IotXmpp.Concentrator.Service.Hosting;

/// <summary>The directory of a running service: one service at a time, readable by its user only.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LockName = "service.lock";
    private const string SaslSecretName = "sasl.secret";
    private const int SaslSecretBytes = 32;
    private readonly FileStream _lock;

    /// <summary>Names of the files beside the database that must survive: with others every client would see another server.</summary>
    public static IReadOnlyList<string> FilesToKeep { get; } = [SaslSecretName, ServerCertificate.SelfSignedName];

    private DataDirectory(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Makes the directory if it is missing and takes it for this process.</summary>
    /// <exception cref="StoreException">It cannot be used, or another service uses it.</exception>
    public static DataDirectory Take(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        try
        {
            PrivateFile.CreateDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data directory {full} (Concentrator__DataDirectory) cannot be used: {e.Message}", e);
        }

        string name = System.IO.Path.Combine(full, LockName);
        try
        {
            var options = PrivateFile.Open;
            options.Share = FileShare.None;
            return new DataDirectory(full, new FileStream(name, options));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StoreException($"The data directory {full} (Concentrator__DataDirectory) cannot be used: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new StoreException($"The data directory {full} (Concentrator__DataDirectory) is in use by another service, or cannot be locked: {e.Message}", e);
        }
    }

    /// <summary>The secret of this installation that makes the salt of unknown accounts; made once.</summary>
    public byte[] SaslSecret()
    {
        string name = System.IO.Path.Combine(Path, SaslSecretName);
        if (File.Exists(name) && File.ReadAllBytes(name) is { Length: SaslSecretBytes } known)
            return known;
        byte[] made = RandomNumberGenerator.GetBytes(SaslSecretBytes);
        File.Delete(name);
        using var file = new FileStream(name, PrivateFile.Create);
        file.Write(made);
        return made;
    }

    public void Dispose() => _lock.Dispose();
}
