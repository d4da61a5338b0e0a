using Microsoft.Playwright;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>
/// The machine's Chromium, started once for a class of tests (an <see cref="IClassFixture{T}"/>). Where there is none,
/// the tests that ask for a page end as skipped. LENETLAB_CHROMIUM can name the program.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The program, or null.</summary>
    public static string? Executable { get; } = Find();

    public async ValueTask InitializeAsync()
    {
        if (Executable is null) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync", "--disable-extensions",
            ],
        });
    }

    /// <summary>Opens an empty page in its own context and records its errors. The caller disposes it.</summary>
    /// <param name="options">Size of the window, colour scheme, whether scripts run; 1200×900 where null.</param>
    public async Task<BrowserPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, "Chromium is not on this machine; LENETLAB_CHROMIUM can name it.");
        var context = await _browser!.NewContextAsync(
            options ?? new() { ViewportSize = new() { Width = 1200, Height = 900 } });
        return new BrowserPage(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string? Find()
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("LENETLAB_CHROMIUM"), "/usr/bin/chromium",
            "/usr/bin/google-chrome"];
        return candidates.FirstOrDefault(File.Exists);
    }
}

/// <summary>A page, what it wrote to its console, what went wrong in its scripts, and what it asked for.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _messages = [];
    private readonly List<string> _requests = [];

    internal BrowserPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Record(_messages, $"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Record(_messages, "error: " + error);
        page.Request += (_, request) => Record(_requests, request.Url);
    }

    /// <summary>Playwright's page.</summary>
    public IPage Page { get; }

    /// <summary>Every console message and every error that no script caught.</summary>
    public IReadOnlyList<string> Messages
    {
        get { lock (_messages) return [.. _messages]; }
    }

    /// <summary>The addresses that the page requested, without its own (data:, blob:, about:).</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)
                    && !url.StartsWith("blob:", StringComparison.Ordinal) && !url.StartsWith("about:",
                        StringComparison.Ordinal))];
            }
        }
    }

    /// <summary>Opens a file and waits until it has loaded.</summary>
    public Task GotoFileAsync(string path) => Page.GotoAsync(new Uri(Path.GetFullPath(path)).AbsoluteUri);

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private static void Record(List<string> list, string line)
    {
        lock (list) list.Add(line);
    }
}
