namespace VerifyXunit;

/// <summary>A text is not the one that was accepted.</summary>
internal sealed class SnapshotException(string directory, IReadOnlyList<string> differences)
    : Exception($"Snapshots in {directory} differ.\n{string.Join('\n', differences)}\n{HowToAccept}")
{
    private const string HowToAccept =
        "What the test made lies beside, as .received. To accept it, run the tests with the environment variable "
        + Acceptance.Variable + "=1 and read the difference before you commit.";
}
