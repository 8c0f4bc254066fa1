namespace VerifyXunit.Tests;

public sealed class SnapshotFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("snapshots-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_text_without_a_file_is_new_and_received()
    {
        var difference = Assert.Throws<SnapshotException>(() => Verify("T.M", "a\n"));

        Assert.Contains("New: T.M.verified.txt", difference.Message, StringComparison.Ordinal);
        Assert.Contains("SNAPSHOT_ACCEPT=1", difference.Message, StringComparison.Ordinal);
        Assert.Equal(["T.M.received.txt"], Files());
    }

    [Fact]
    public void What_is_accepted_verifies_and_nothing_received_stays()
    {
        Add("T.M.received.txt", "an old failure\n");
        Accept("T.M", "a\nb\n");

        Assert.Equal(["T.M.verified.txt"], Files());
        Assert.Equal("a\nb\n"u8.ToArray(), File.ReadAllBytes(PathOf("T.M.verified.txt")));
    }

    [Theory]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("a\nb\n", "a\r\nb\r\n")]
    [InlineData("a\nb\n", "a\nb")]
    public void Line_ends_and_the_last_newline_of_the_file_make_no_difference(string verified, string received)
    {
        Add("T.M.verified.txt", verified);

        Verify("T.M", received);

        Assert.Equal(["T.M.verified.txt"], Files());
    }

    [Theory]
    [InlineData("a\nb\nc\n", "a\nx\nc\n", "line 2", "verified: b", "received: x")]
    [InlineData("a\n", "a\nb", "line 2", "verified: ", "received: b")]
    [InlineData("a\nb", "a", "line 2", "verified: b", "received: (the text ends before)")]
    public void The_first_difference_is_shown(string verified, string received, params string[] parts)
    {
        Add("T.M.verified.txt", verified);

        var difference = Assert.Throws<SnapshotException>(() => Verify("T.M", received));

        Assert.Contains("NotEqual: T.M.verified.txt", difference.Message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, difference.Message, StringComparison.Ordinal));
        Assert.Equal(received, File.ReadAllText(PathOf("T.M.received.txt")));
        Assert.Equal(verified, File.ReadAllText(PathOf("T.M.verified.txt")));
    }

    [Fact]
    public void Several_texts_have_a_file_each_and_a_text_that_is_gone_is_told()
    {
        Add("T.M#gone.verified.txt", "c\n");
        Add("T.M_other.verified.txt", "another case\n");
        Add("T.More.verified.txt", "another test\n");
        Target[] targets = [new("txt", "a\n", "one"), new("cs", "b\n", "two")];

        var difference = Assert.Throws<SnapshotException>(() => new SnapshotFolder(_folder.FullName, accept: false).Verify("T.M", targets));
        Assert.Contains("New: T.M#one.verified.txt", difference.Message, StringComparison.Ordinal);
        Assert.Contains("New: T.M#two.verified.cs", difference.Message, StringComparison.Ordinal);
        Assert.Contains("Delete: T.M#gone.verified.txt", difference.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("other", difference.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("More", difference.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Accepting_deletes_the_file_of_a_text_that_is_gone()
    {
        Add("T.M#gone.verified.txt", "c\n");

        new SnapshotFolder(_folder.FullName, accept: true).Verify("T.M", [new Target("txt", "a\n", "one")]);

        Assert.Equal(["T.M#one.verified.txt"], Files());
    }

    [Fact]
    public void One_name_is_verified_once()
    {
        Accept("T.M", "a\n");

        var mistake = Assert.Throws<InvalidOperationException>(() => Verify("T.M", "a\n"));

        Assert.Contains("'T.M' is verified twice", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_of_one_name_and_empty_texts_are_refused()
    {
        Target same = new("txt", "a\n");
        Assert.Throws<ArgumentException>(() => new SnapshotFolder(_folder.FullName, accept: true).Verify("T.Same", [same, same]));
        Assert.Throws<ArgumentException>(() => Verify("T.Empty", ""));
    }

    private void Verify(string prefix, string text) => new SnapshotFolder(_folder.FullName, accept: false).Verify(prefix, [new Target("txt", text)]);

    private void Accept(string prefix, string text) => new SnapshotFolder(_folder.FullName, accept: true).Verify(prefix, [new Target("txt", text)]);

    private void Add(string name, string text) => File.WriteAllText(PathOf(name), text);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private IEnumerable<string> Files() => _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal);
}
