using System.Text;

namespace StableSpamCompose.TextFuzz.Tests.Running;

/// <summary>Leaves the seed at hand in a file beside the tests, for the case that the process dies of it: a full stack tells nobody.</summary>
internal sealed class SeedTrail(string test) : IDisposable
{
    private readonly FileStream _file = new(Path.Combine(AppContext.BaseDirectory, test + ".last-seed.txt"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>Writes the seed down.</summary>
    public void Note(int seed)
    {
        _file.Position = 0;
        _file.Write(Encoding.ASCII.GetBytes($"{seed,-12}\n"));
    }

    public void Dispose() => _file.Dispose();
}
