//! Stopping: after SIGTERM running requests end normally and no new ones are accepted.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::harness::{given, until};

both! {
    fn a_running_request_ends_before_the_stop(server: &Server) {
        let port = server.port();
        let body = r#"{"register_number": "K-1", "name": "Koperasi", "region": "15.71"}"#;
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let (first, second) = body.split_at(20);
        write!(
            stream,
            "POST /cooperatives HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            server.key,
            body.len()
        )
        .unwrap();
        stream.flush().unwrap();
        // The server asks for the body, so it has read the head.
        let mut interim = [0; 25];
        stream.read_exact(&mut interim).unwrap();
        assert_eq!(interim, *b"HTTP/1.1 100 Continue\r\n\r\n");
        write!(stream, "{first}").unwrap();
        server.send_terminate();
        until("nothing new is taken", || TcpStream::connect(("127.0.0.1", port)).is_err());
        write!(stream, "{second}").unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer:?}");

        let status = server.wait();
        assert!(status.success(), "{status}: {}", server.log());
        TcpStream::connect(("127.0.0.1", port)).expect_err("the port to be closed");
        server.restart();
        assert_eq!(server.get("/cooperatives").expect(200).items().len(), 1);
    }

    fn the_database_file_is_complete_after_a_stop(server: &Server) {
        given::cooperative(server, "K-1", "15.71");
        assert!(server.stop().success());
        let Some(folder) = server.database_directory() else { return };
        // Copies the one database file, as an operator would, and starts another server on the copy.
        let copy = folder.join("kept.db");
        std::fs::copy(folder.join("iku.db"), &copy).unwrap();
        server.restart();
        given::cooperative(server, "K-2", "15.71");
        assert!(server.stop().success());
        std::fs::copy(&copy, folder.join("iku.db")).unwrap();
        server.restart();
        let numbers: Vec<_> = server.get("/cooperatives").expect(200).items();
        assert_eq!(numbers.iter().map(|one| &one["register_number"]).collect::<Vec<_>>(), ["K-1"]);
        assert!(server.iku(&["verify"]).status.success());
    }

    fn an_idle_server_stops_soon(server: &Server) {
        given::cooperative(server, "K-1", "15.71");
        for name in ["IKU_CLIENT_TIMEOUT", "IKU_KEEP_ALIVE", "IKU_SHUTDOWN_TIMEOUT"] {
            server.set(name, "600");
        }
        server.restart();
        // Neither an idle kept-alive connection nor a silent new one delays the stop: `stop` waits less than their
        // time limits.
        server.get("/livez").expect(200);
        let _idle = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        assert!(server.stop().success());
        server.restart();
        server.get("/cooperatives").expect(200);
        assert!(server.iku(&["verify"]).status.success());
    }
}
