//! Stopping: SIGTERM lets what is under way come to its end, and takes nothing new.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::harness::given;

both! {
    fn a_request_in_flight_is_finished(server: &Server) {
        let port = server.port();
        let body = r#"{"register_number": "K-1", "name": "Koperasi", "region": "15.71"}"#;
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let (first, second) = body.split_at(20);
        write!(
            stream,
            "POST /cooperatives HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{first}",
            server.key,
            body.len()
        )
        .unwrap();
        stream.flush().unwrap();
        // Long enough for the server to have read the head.
        std::thread::sleep(Duration::from_millis(300));
        server.send_terminate();
        std::thread::sleep(Duration::from_millis(500));
        write!(stream, "{second}").unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer:?}");

        let status = server.wait();
        assert!(status.success(), "{status}: {}", server.log());
        TcpStream::connect(("127.0.0.1", port)).expect_err("nobody listens any more");
        server.restart();
        assert_eq!(server.get("/cooperatives").expect(200).items().len(), 1);
    }

    fn the_file_is_complete_by_itself_afterwards(server: &Server) {
        given::cooperative(server, "K-1", "15.71");
        assert!(server.stop().success());
        let Some(folder) = server.database_directory() else { return };
        // As someone copies the one file, and puts it in another's place later.
        let kept = folder.join("kept.db");
        std::fs::copy(folder.join("iku.db"), &kept).unwrap();
        server.restart();
        given::cooperative(server, "K-2", "15.71");
        assert!(server.stop().success());
        std::fs::copy(&kept, folder.join("iku.db")).unwrap();
        server.restart();
        let numbers: Vec<_> = server.get("/cooperatives").expect(200).items();
        assert_eq!(numbers.iter().map(|one| &one["register_number"]).collect::<Vec<_>>(), ["K-1"]);
        assert!(server.iku(&["verify"]).status.success());
    }

    fn an_idle_server_stops_soon(server: &Server) {
        given::cooperative(server, "K-1", "15.71");
        // A kept-alive connection without a request holds nothing up.
        let _idle = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        let begin = Instant::now();
        assert!(server.stop().success());
        assert!(begin.elapsed() < Duration::from_secs(15), "it took {:?}", begin.elapsed());
        server.restart();
        server.get("/cooperatives").expect(200);
        assert!(server.iku(&["verify"]).status.success());
    }
}
